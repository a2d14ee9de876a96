import { UserObject } from '../accounts-http.ts';
import { operation } from '../operation.ts';

export const getMe = operation({
  id: 'getMe',
  method: 'GET',
  path: '/users/me',
  under: ['v1'],
  service: 'accounts-api',
  tag: 'Users',
  summary: 'Who I am',
  cost: 'free',
  answer: { description: 'The user.', schema: UserObject },
});

export const USERS = [getMe];
